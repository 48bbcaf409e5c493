//! Every test that needs more than one module: one program, so that it links once.
