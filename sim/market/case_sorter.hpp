#pragma once

#include <cstddef>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "sim/base/output_file.hpp"
#include "sim/market/logged_event.hpp"

/// Events that come in the order of time, given back case by case, in bounded memory.
namespace ordersim::market {

/// Bytes laid aside in a file without a name, which is gone with the program. For one thread.
class ScratchFile {
public:
    /// Appends. The first failure is kept, and nothing is written after it.
    void append(std::string_view bytes);
    /// Reads from `offset` on as much as there is, at most `size` bytes.
    [[nodiscard]] std::string read(std::size_t offset, std::size_t size);
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const std::optional<OutputError>& error() const { return error_; }

private:
    void fail(std::string_view doing);

    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> file_;
    std::size_t size_ = 0;
    std::optional<OutputError> error_;
};

/// Sorts by order, then version. Up to `kept` events stay in memory; of more, sorted runs go to a
/// scratch file, and are merged in the end with a block of each in memory (3 MB for 100 million
/// events). O(n log n).
class CaseSorter {
public:
    static constexpr std::size_t kKept = 500'000;  ///< 28 MB

    explicit CaseSorter(std::size_t kept = kKept) : kept_(kept) {}

    void add(const LoggedEvent& event);
    /// Calls `take` for each event, sorted. Once.
    [[nodiscard]] tl::expected<void, OutputError> each(
        const std::function<void(const LoggedEvent&)>& take);

private:
    struct Run;
    void spill();
    void refill(Run& run);

    std::size_t kept_;
    std::vector<LoggedEvent> events_;
    std::vector<std::size_t> run_ends_;  ///< in events
    ScratchFile scratch_;
};

}  // namespace ordersim::market
