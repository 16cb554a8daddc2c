# A cell of tests/matrix/cells that needs no package but the build's: Debian's generic OVMF.
exec "$top/tests/matrix/run" firmware-sid
