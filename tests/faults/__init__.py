"""What faults may not do: kills, damage, hostile files, in many small trials."""
