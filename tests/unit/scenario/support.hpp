#pragma once

#include "sim/scenario/scenario.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Scenarios written on the spot, in a folder that goes when the test goes.
namespace ordersim::tests {

class TempFolder {
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    TempFolder(TempFolder&&) = delete;
    TempFolder& operator=(TempFolder&&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    /// Writes a file and returns its path.
    std::string write(const std::string& name, std::string_view text) const;

private:
    std::string path_;
};

using Loaded = tl::expected<scenario::Scenario, std::vector<scenario::Diagnostic>>;

/// Where the shipped scenarios lie.
[[nodiscard]] std::string library();

/// Loads the file with the shipped scenarios at hand.
[[nodiscard]] Loaded load_file(const std::string& path, std::vector<std::string> overrides = {});

/// Loads `text` on top of the base scenario: its first line, `extends`, is line 1.
[[nodiscard]] Loaded load_on_base(const std::string& text, std::vector<std::string> overrides = {});

/// The findings, as a person sees them; empty for a scenario without any.
[[nodiscard]] std::string errors_of(const Loaded& loaded);

/// A loaded scenario; fails the test with the findings if there are any.
[[nodiscard]] scenario::Scenario require_loaded(const Loaded& loaded);

/// The setting of that key; fails the test if there is none.
[[nodiscard]] scenario::Setting setting_of(const scenario::Scenario& scenario,
                                           std::string_view key);

}  // namespace ordersim::tests
