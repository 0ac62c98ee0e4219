#include <mpi.h>

#include "sim/cli/exit_code.hpp"
#include "sim/cli/program.hpp"

// The program under mpirun: every rank runs it with the same arguments, and studies are dealt out
// among them. A rank that fails takes the others with it; what was finished lies in the folder of
// --out, and the same mpirun goes on from there.

using namespace ordersim::cli;

int main(int argument_count, char** arguments) {
    MPI_Init(&argument_count, &arguments);
    int rank = 0;
    int size = 1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    const Team team{{static_cast<std::uint32_t>(rank), static_cast<std::uint32_t>(size)},
                    [] { MPI_Barrier(MPI_COMM_WORLD); }};
    const int code = run_program(argument_count, arguments, &team);
    if (code != kDone && code != kUndecided) {
        MPI_Abort(MPI_COMM_WORLD, code);
    }
    MPI_Finalize();
    return code;
}
