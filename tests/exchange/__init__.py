"""What goes in and out: tables of history, files of lines, exports."""
