#include "sim/base/output_file.hpp"

#include "sim/base/assert.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace ordersim {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 18U;

OutputFault fault_of(int code) {
    switch (code) {
    case EISDIR: return OutputFault::is_a_folder;
    case ENOENT:
    case ENOTDIR: return OutputFault::no_folder;
    case EACCES:
    case EPERM:
    case EROFS: return OutputFault::not_allowed;
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return OutputFault::full;
    default: return OutputFault::other;
    }
}

std::string_view remedy(OutputFault fault) {
    switch (fault) {
    case OutputFault::is_a_folder: return "name a file, not a folder";
    case OutputFault::no_folder: return "create the folder first, or choose another path";
    case OutputFault::not_allowed: return "choose a folder that you may write to";
    case OutputFault::full: return "free some space, or choose another disk";
    case OutputFault::other: return "choose another path";
    }
    return "";
}

OutputError error_of(const std::filesystem::path& path, std::string_view doing, int code) {
    const OutputFault fault = fault_of(code);
    std::string message = "cannot write '";
    message.append(path.string()).append("': ").append(doing).append(": ");
    message.append(std::generic_category().message(code));
    message.append("; ").append(remedy(fault));
    return {std::move(message), fault};
}

/// Beside its final name, hidden, and of no other process.
std::filesystem::path temporary_of(const std::filesystem::path& path, int attempt) {
    std::string name(1, '.');
    name.append(path.filename().string()).append(".partial-");
    name.append(std::to_string(::getpid())).append(1, '-').append(std::to_string(attempt));
    return path.parent_path() / name;
}

int open_retrying(const std::filesystem::path& path, int flags) {
    constexpr mode_t everyone = 0666;  // less the user's mask
    int descriptor = -1;
    do {
        descriptor = ::open(path.c_str(), flags | O_WRONLY | O_CLOEXEC, everyone);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

/// The rename itself is on the disk only once its folder is. Not every file system can sync one,
/// and the file is whole either way, so that a refusal is no failure.
void sync_folder_of(const std::filesystem::path& path) {
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        static_cast<void>(::fsync(descriptor));
        ::close(descriptor);
    }
}

}  // namespace

tl::expected<OutputFile, OutputError> OutputFile::create(std::filesystem::path path) {
    struct stat found {};
    const bool exists = ::stat(path.c_str(), &found) == 0;
    if (path.empty() || !path.has_filename() || (exists && S_ISDIR(found.st_mode))) {
        return tl::unexpected(error_of(path, "opening it", EISDIR));
    }
    std::filesystem::path target = path;
    std::error_code failed;
    if (exists && std::filesystem::is_symlink(path, failed)) {
        // Replace the file, not the link to it.
        target = std::filesystem::canonical(path, failed);
        target = failed ? path : target;
    }
    if (exists && !S_ISREG(found.st_mode)) {
        const int descriptor = open_retrying(path, 0);
        if (descriptor < 0) {
            return tl::unexpected(error_of(path, "opening it", errno));
        }
        return OutputFile(path, path, descriptor);
    }
    constexpr int attempts = 100;
    for (int attempt = 0;; ++attempt) {
        const std::filesystem::path written = temporary_of(target, attempt);
        const int descriptor = open_retrying(written, O_CREAT | O_EXCL);
        if (descriptor >= 0) {
            return OutputFile(std::move(target), written, descriptor);
        }
        if (errno != EEXIST || attempt == attempts) {
            return tl::unexpected(error_of(path, "creating it in its folder", errno));
        }
    }
}

OutputFile::OutputFile(std::filesystem::path path, std::filesystem::path written, int descriptor)
    : path_(std::move(path)), written_(std::move(written)), descriptor_(descriptor) {
    buffer_.reserve(kBuffer);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      written_(std::move(other.written_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)),
      error_(std::move(other.error_)) {}

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept {
    if (this != &other) {
        discard();
        path_ = std::move(other.path_);
        written_ = std::move(other.written_);
        descriptor_ = std::exchange(other.descriptor_, -1);
        buffer_ = std::move(other.buffer_);
        error_ = std::move(other.error_);
    }
    return *this;
}

OutputFile::~OutputFile() {
    discard();
}

void OutputFile::write(std::string_view bytes) {
    ORDERSIM_ASSERT(descriptor_ >= 0);
    if (error_) {
        return;
    }
    while (buffer_.size() + bytes.size() > kBuffer) {
        const std::size_t fitting = kBuffer - buffer_.size();
        buffer_.append(bytes.substr(0, fitting));
        bytes.remove_prefix(fitting);
        flush();
    }
    buffer_.append(bytes);
}

tl::expected<void, OutputError> OutputFile::settle() {
    ORDERSIM_ASSERT(descriptor_ >= 0);
    flush();
    if (!error_ && written_ != path_ && ::fsync(descriptor_) != 0) {
        fail("bringing it to the disk", errno);
    }
    if (error_) {
        discard();
        return tl::unexpected(*error_);
    }
    return {};
}

tl::expected<void, OutputError> OutputFile::commit() {
    if (auto settled = settle(); !settled) {
        return settled;
    }
    const bool is_renamed = written_ != path_;
    if (!error_ && is_renamed && ::rename(written_.c_str(), path_.c_str()) != 0) {
        fail("moving it to its name", errno);
    }
    if (error_) {
        discard();
        return tl::unexpected(*error_);
    }
    close();
    if (is_renamed) {
        sync_folder_of(path_);
    }
    return {};
}

void OutputFile::flush() {
    std::string_view rest = buffer_;
    while (!error_ && !rest.empty()) {
        const ssize_t count = ::write(descriptor_, rest.data(), rest.size());
        if (count >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            fail("writing to it", errno);
        }
    }
    buffer_.clear();
}

void OutputFile::fail(std::string_view doing, int code) {
    error_ = error_of(path_, doing, code);
}

void OutputFile::close() noexcept {
    if (descriptor_ >= 0) {
        ::close(std::exchange(descriptor_, -1));
    }
}

void OutputFile::discard() noexcept {
    const bool is_open = descriptor_ >= 0;
    close();
    if (is_open && written_ != path_) {
        ::unlink(written_.c_str());
    }
}

}  // namespace ordersim
