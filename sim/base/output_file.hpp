#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace ordersim {

/// What kept a file from being written. The run may continue without the file.
enum class OutputFault : std::uint8_t {
    is_a_folder,  ///< a folder stands where the file should
    no_folder,    ///< the folder to hold it does not exist, or part of its path is a file
    not_allowed,  ///< no permission, or a read-only file system
    full,         ///< disk, quota or size limit exhausted
    other         ///< anything else the system refused; the message has its words
};

/// For the person who named the path: what failed, and what to do about it.
struct OutputError {
    std::string message;
    OutputFault fault;
};

/// A file that appears whole or not at all: it is written beside its final name and renamed into
/// place by `commit`, after its bytes have reached the disk. What stood there stays until then.
/// Without a commit nothing is left behind.
///
/// A path that leads to a device or a pipe (/dev/stdout) is written to as it is. Missing folders
/// are not made. For one thread at a time; no two at once for one path.
class OutputFile {
public:
    [[nodiscard]] static tl::expected<OutputFile, OutputError> create(std::filesystem::path path);

    OutputFile(OutputFile&&) noexcept;
    OutputFile& operator=(OutputFile&&) noexcept;
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    ~OutputFile();

    /// Appends; buffered. The first failure is kept for `commit`, and nothing is written after it.
    void write(std::string_view bytes);
    /// The first failure so far, for who streams for hours and would rather stop.
    [[nodiscard]] const std::optional<OutputError>& error() const noexcept { return error_; }
    /// Brings all bytes to the disk, under the temporary name: what can fail has failed after it.
    /// Of several files that belong together, settle all before the first is committed. No write
    /// may follow.
    [[nodiscard]] tl::expected<void, OutputError> settle();
    /// Settles and renames. Call it once; no write may follow.
    [[nodiscard]] tl::expected<void, OutputError> commit();

private:
    OutputFile(std::filesystem::path path, std::filesystem::path written, int descriptor);

    void flush();
    void fail(std::string_view doing, int code);
    void close() noexcept;
    void discard() noexcept;

    std::filesystem::path path_;
    std::filesystem::path written_;  ///< the temporary, or path_ itself for a device
    int descriptor_ = -1;
    std::string buffer_;
    std::optional<OutputError> error_;
};

}  // namespace ordersim
