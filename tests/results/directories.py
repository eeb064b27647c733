"""What the tests of a study directory begin with."""

META = {"identity": {"seeds": 2, "dataset": "d"}, "status": "running"}
NASTY = ["a\u0085b", "a\u2028b", "\u1680", "=1+1", "</script>", "__proto__", "😀", '"', ",", "'"]
