"""Runs of coverage: freezing the inputs, computing from them alone, and repeating an old one."""
