"""Whether every message has exactly one owner: checked, drawn and put in words."""
