"""Methods: arrays in, findings out; never sees a store."""
