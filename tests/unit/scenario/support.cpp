#include "tests/unit/scenario/support.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace ordersim::tests {
namespace fs = std::filesystem;

TempFolder::TempFolder() {
    std::string name = (fs::temp_directory_path() / "ordersim-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string TempFolder::write(const std::string& name, std::string_view text) const {
    const std::string path = (fs::path(path_) / name).string();
    std::ofstream file(path, std::ios::binary);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    return path;
}

std::string library() {
    return ORDERSIM_SOURCE_DIR "/scenarios";
}

Loaded load_file(const std::string& path, std::vector<std::string> overrides) {
    return scenario::load({.path = path, .overrides = std::move(overrides), .library = library()});
}

Loaded load_on_base(const std::string& text, std::vector<std::string> overrides) {
    const TempFolder folder;
    return load_file(folder.write("case.toml", "extends = \"aliexpress_base\"\n" + text),
                     std::move(overrides));
}

std::string errors_of(const Loaded& loaded) {
    return loaded ? "" : scenario::to_text(loaded.error());
}

scenario::Scenario require_loaded(const Loaded& loaded) {
    INFO(errors_of(loaded));
    REQUIRE(loaded.has_value());
    return *loaded;
}

scenario::Setting setting_of(const scenario::Scenario& scenario, std::string_view key) {
    const auto found = std::ranges::find(scenario.settings, key, &scenario::Setting::key);
    INFO("key " << key);
    REQUIRE(found != scenario.settings.end());
    return *found;
}

}  // namespace ordersim::tests
