#include "tests/fuzz/scratch.hpp"

#include "tests/fuzz/fuzz.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

namespace ordersim::fuzz {

Scratch::Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "ordersim_fuzz_XXXXXX").string();
    require(mkdtemp(name.data()) != nullptr, "scratch: no folder can be made");
    folder_ = name;
}

Scratch::~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string Scratch::write(std::string_view name, std::string_view bytes) const {
    std::string written = path(name);
    std::ofstream file(written, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    require(!file.fail(), "scratch: a file cannot be written");
    return written;
}

std::string Scratch::read(std::string_view name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace ordersim::fuzz
