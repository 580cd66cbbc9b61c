"""A company's params, read from YAML, checked and typed before anything runs."""

from kam.params.company import Params, Person, Source
from kam.params.load import load_params, schema
from kam.params.rules import Band, Rules

__all__ = ["Band", "Params", "Person", "Rules", "Source", "load_params", "schema"]
