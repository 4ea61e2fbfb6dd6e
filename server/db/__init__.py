"""Tables, the engines, migrations: where the one data file is opened and kept whole."""
