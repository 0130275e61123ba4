"""Measurements beside their floors; script/bench runs them and writes docs/benchmarks.md."""
