"""Fuzz: hypothesis drives the command line in this process with what nobody would type, and what somebody might."""
