"""The store and its index under hostile hands: other programs, other processes, full disks, failed commits."""
