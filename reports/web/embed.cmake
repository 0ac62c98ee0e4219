# Writes a C++ source that holds a file's bytes, for builds without other tools:
#   cmake -D SCRIPT=page.js -D POLICY=page.policy -D OUT=script.cpp -P embed.cmake
file(READ ${SCRIPT} bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)"
       "\\1\n" bytes "${bytes}")
file(STRINGS ${POLICY} policy LIMIT_COUNT 1)
file(WRITE ${OUT}.new "#include \"sim/report/page/script.hpp\"

namespace ordersim::report::page {
namespace {

constexpr unsigned char kBytes[] = {
${bytes}};

}  // namespace

std::string_view script() {
    return {reinterpret_cast<const char*>(kBytes), sizeof(kBytes)};
}

std::string_view script_policy() {
    return \"${policy}\";
}

}  // namespace ordersim::report::page
")
file(RENAME ${OUT}.new ${OUT})
