#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "sim/base/output_file.hpp"
#include "sim/measure/record.hpp"

namespace ordersim::cli {

/// The files of one result in a folder: NAME.html, NAME.json, NAME.metrics.csv, NAME.curves.csv
/// and NAME.flows.csv. Opened before the run, so that a folder that cannot be written is known
/// before work is spent; under their names only once all are whole.
class ResultFiles {
public:
    /// Makes the folder if it is missing.
    [[nodiscard]] static tl::expected<ResultFiles, OutputError> create(const std::string& folder,
                                                                       const std::string& name);
    /// `repeat`: the command that makes this record again, for the page; may be empty.
    [[nodiscard]] tl::expected<void, OutputError> write(const measure::Record& record,
                                                        std::string_view repeat);

    /// Whether one of them is the file at `path`.
    [[nodiscard]] bool holds(const std::string& path) const;
    [[nodiscard]] const std::string& html_path() const { return html_path_; }

private:
    std::string html_path_;
    std::vector<OutputFile> files_;  ///< in the order of the class comment
};

}  // namespace ordersim::cli
