from voiceskill.recognition.model_maker.kaldi import binary


def test_token_ends_with_a_blank() -> None:
    assert binary.token("<Nnet3>") == b"<Nnet3> "


def test_numbers_carry_their_size() -> None:
    assert binary.integer(-2) == b"\x04\xfe\xff\xff\xff"
    assert binary.real(1.0) == b"\x04\x00\x00\x80\x3f"
    assert binary.double(1.0) == b"\x08\x00\x00\x00\x00\x00\x00\xf0\x3f"
    assert binary.boolean(True) + binary.boolean(False) == b"TF"


def test_vector_of_integers_has_a_raw_count() -> None:
    assert binary.integers([7, -1]) == b"\x04\x02\x00\x00\x00\x07\x00\x00\x00\xff\xff\xff\xff"


def test_vector_and_matrix_name_type_and_dimensions() -> None:
    assert binary.vector([1.0]) == b"FV \x04\x01\x00\x00\x00\x00\x00\x80\x3f"
    assert binary.matrix([[1.0, 0.0]]) == (
        b"FM \x04\x01\x00\x00\x00\x04\x02\x00\x00\x00\x00\x00\x80\x3f\x00\x00\x00\x00"
    )


def test_empty_vector_has_no_elements() -> None:
    assert binary.vector(()) == b"FV \x04\x00\x00\x00\x00"
