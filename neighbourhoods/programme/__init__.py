"""The programme of participation: read, written, brought in from a file, and measured by live numbers."""
