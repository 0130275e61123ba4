"""Writes about plans, hearings and statements."""
