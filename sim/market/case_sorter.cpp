#include "sim/market/case_sorter.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <queue>
#include <system_error>
#include <tuple>
#include <utility>

namespace ordersim::market {
namespace {

/// Events of one run that are in memory while runs are merged.
constexpr std::size_t kBlock = 256;

bool precedes(const LoggedEvent& a, const LoggedEvent& b) {
    return std::tuple(a.order.value, a.version) < std::tuple(b.order.value, b.version);
}

}  // namespace

void ScratchFile::fail(std::string_view doing) {
    if (!error_) {
        error_ = OutputError{std::string("cannot ").append(doing) +
                                 " a temporary file: " + std::generic_category().message(errno) +
                                 "; free space in /tmp, or trace fewer orders",
                             errno == ENOSPC ? OutputFault::full : OutputFault::other};
    }
}

void ScratchFile::append(std::string_view bytes) {
    if (!file_ && !error_) {
        file_.reset(std::tmpfile());
        if (!file_) {
            fail("make");
        }
    }
    if (error_) {
        return;
    }
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) {
        fail("write");
        return;
    }
    size_ += bytes.size();
}

std::string ScratchFile::read(std::size_t offset, std::size_t size) {
    std::string bytes(std::min(size, size_ - std::min(offset, size_)), '\0');
    if (bytes.empty() || error_) {
        return {};
    }
    const bool is_read =
        std::fseek(file_.get(), static_cast<long>(offset), SEEK_SET) == 0 &&
        std::fread(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size();
    if (!is_read) {
        fail("read");
        return {};
    }
    return bytes;
}

/// A sorted stretch of the scratch file, and the block of it that is in memory.
struct CaseSorter::Run {
    std::size_t next = 0;  ///< to read, in events of the file
    std::size_t end = 0;
    std::vector<LoggedEvent> block;
    std::size_t at = 0;  ///< in the block
};

void CaseSorter::add(const LoggedEvent& event) {
    events_.push_back(event);
    if (events_.size() >= kept_) {
        spill();
    }
}

void CaseSorter::spill() {
    std::sort(events_.begin(), events_.end(), precedes);
    scratch_.append({reinterpret_cast<const char*>(events_.data()),
                     events_.size() * sizeof(LoggedEvent)});
    run_ends_.push_back((run_ends_.empty() ? 0 : run_ends_.back()) + events_.size());
    events_.clear();
}

void CaseSorter::refill(Run& run) {
    const std::size_t count = std::min(kBlock, run.end - run.next);
    const std::string bytes =
        scratch_.read(run.next * sizeof(LoggedEvent), count * sizeof(LoggedEvent));
    run.block.resize(bytes.size() / sizeof(LoggedEvent));
    if (!run.block.empty()) {
        std::memcpy(run.block.data(), bytes.data(), run.block.size() * sizeof(LoggedEvent));
    }
    run.next += run.block.size();
    run.at = 0;
}

tl::expected<void, OutputError> CaseSorter::each(
    const std::function<void(const LoggedEvent&)>& take) {
    if (run_ends_.empty()) {
        std::sort(events_.begin(), events_.end(), precedes);
        std::for_each(events_.begin(), events_.end(), take);
        return {};
    }
    if (!events_.empty()) {
        spill();
    }
    std::vector<Run> runs(run_ends_.size());
    const auto later = [&runs](std::size_t a, std::size_t b) {
        return precedes(runs[b].block[runs[b].at], runs[a].block[runs[a].at]);
    };
    std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> heads(later);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        runs[i].next = i == 0 ? 0 : run_ends_[i - 1];
        runs[i].end = run_ends_[i];
        refill(runs[i]);
        if (!runs[i].block.empty()) {
            heads.push(i);
        }
    }
    while (!heads.empty()) {
        Run& run = runs[heads.top()];
        const std::size_t index = heads.top();
        heads.pop();
        take(run.block[run.at]);
        if (++run.at == run.block.size() && run.next < run.end) {
            refill(run);
        }
        if (run.at < run.block.size()) {
            heads.push(index);
        }
    }
    if (scratch_.error()) {
        return tl::unexpected(*scratch_.error());
    }
    return {};
}

}  // namespace ordersim::market
