#include "sim/cli/program.hpp"

int main(int argument_count, char** arguments) {
    return ordersim::cli::run_program(argument_count, arguments);
}
