module aidiag/bench/replay

go 1.21
