"""Tests of what replaces searches of the interpreter in a compiled build."""
