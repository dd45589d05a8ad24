"""The screens: what a person sees of the answers."""
