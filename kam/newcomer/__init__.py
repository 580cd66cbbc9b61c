"""A company that is new to kam: its folder of raw exports is looked through, and a params file with questions is laid down."""

from kam.newcomer.introduce import introduce

__all__ = ["introduce"]
