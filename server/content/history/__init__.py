"""What has become of a document since it was published, told from git, or from a file where there is no git."""
