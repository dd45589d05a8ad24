"""The seal: laws, examples, files of earlier versions, and the verdict of strangers' verifiers."""
