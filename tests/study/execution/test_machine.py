"""What study.json says of the machine."""

import platform

from threadpoolctl import threadpool_info

from embedstudy.study.execution.machine import (
    describe_machine,
    find_model,
    list_blas,
    list_simd_extensions,
)


def test_a_machine_is_described_by_texts():
    machine = describe_machine()
    assert list(machine) == ["system", "processor", "kernels", "numpy_simd", "blas"]
    assert all(isinstance(text, str) for text in machine.values())
    assert machine["processor"].startswith(platform.machine())
    assert machine["kernels"]


def test_the_model_is_read_from_the_system(tmp_path):
    file = tmp_path / "cpuinfo"
    file.write_text("processor\t: 0\nmodel name\t: Processor: of 2031\nmodel name\t: another\n")
    assert find_model(file) == "Processor: of 2031"
    file.write_text("processor\t: 0\n")
    assert find_model(file)
    assert find_model(tmp_path / "none")


def test_the_blas_is_named_with_the_processor_of_its_loops():
    loaded = [library for library in threadpool_info() if library["user_api"] == "blas"]
    assert len(list_blas()) <= len(loaded)
    for library in loaded:
        assert any(library["version"] in name for name in list_blas())


def test_numpys_vector_instructions_are_names():
    assert all(name == name.strip() and " " not in name for name in list_simd_extensions())
