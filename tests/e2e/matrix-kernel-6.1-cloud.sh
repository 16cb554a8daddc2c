# A cell of tests/matrix/cells: Linux 6.1 below VMPL0, which knows no SVSM and says so by name. Skipped if the mirror has it no more.
exec "$top/tests/matrix/run" kernel-6.1-cloud
