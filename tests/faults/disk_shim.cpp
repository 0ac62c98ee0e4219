#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

/// A disk that fails and lies, and a clock that jumps, put before a program by LD_PRELOAD. The
/// tests steer it by a page of shared memory (`Control`), and read from a trace what was written
/// and what was synced, so that they can take back what a power cut would have lost.
///
///   ORDERSIM_FAULTS_CONTROL  a file of a page at least, mapped by both
///   ORDERSIM_FAULTS_TRACE    the file that the trace is appended to
///   ORDERSIM_FAULTS_PATH     files whose names begin so are the disk
namespace {

/// `disk.py` has the same places. Numbers are 0 where nothing is wrong.
struct Control {
    std::atomic<std::int64_t> writes;        ///< calls that write or cut, so far
    std::atomic<std::int64_t> syncs;         ///< and that sync
    std::atomic<std::int64_t> write_error;   ///< errno of the writes that fail,
    std::atomic<std::int64_t> write_from;    ///< of those numbers ...
    std::atomic<std::int64_t> write_until;   ///< ... up to, but not with, this one
    std::atomic<std::int64_t> sync_error;    ///< the same of syncs
    std::atomic<std::int64_t> sync_from;
    std::atomic<std::int64_t> sync_until;
    std::atomic<std::int64_t> is_short;      ///< a write that fails first writes half
    std::atomic<std::int64_t> is_lying;      ///< syncs do nothing and say that all is well
    std::atomic<std::int64_t> clock_jump_ns; ///< added to the time of day
    std::atomic<std::int64_t> clock_stop_ns; ///< in place of it
    std::atomic<std::int64_t> connects;      ///< connections begun so far
    std::atomic<std::int64_t> ports;         ///< so many of them find a port; 0: all
};

/// A piece of the trace: this, then the bytes that were written.
struct Entry {
    std::uint8_t kind = 0;  ///< 'w'rite, 't'runcate, 's'ync, 'f'ailed sync, 'd'elete
    std::array<char, 15> ending = {};  ///< of the file's name behind what all of them begin with
    std::uint64_t offset = 0;  ///< or the size to which it was cut
    std::uint64_t bytes = 0;
};

template <class Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

std::string_view setting(const char* name) {
    const char* const text = std::getenv(name);
    return text == nullptr ? std::string_view() : std::string_view(text);
}

Control* map_control() {
    const std::string path(setting("ORDERSIM_FAULTS_CONTROL"));
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    void* const page = file < 0 ? MAP_FAILED
                                : ::mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE,
                                         MAP_SHARED, file, 0);
    return page == MAP_FAILED ? nullptr : static_cast<Control*>(page);
}

/// Null: nothing is to be done.
Control* control() {
    static Control* const mapped = map_control();
    return mapped;
}

/// Whether the file is of the disk, and the ending of its name.
bool is_ours(std::string_view path, Entry& entry) {
    static const std::string_view prefix = setting("ORDERSIM_FAULTS_PATH");
    if (control() == nullptr || prefix.empty() || !path.starts_with(prefix)) {
        return false;
    }
    path.substr(prefix.size()).copy(entry.ending.data(), entry.ending.size());
    return true;
}

bool is_ours(int file, Entry& entry) {
    std::array<char, 4096> name{};
    const std::string link = "/proc/self/fd/" + std::to_string(file);
    const ssize_t length = ::readlink(link.c_str(), name.data(), name.size());
    return is_ours({name.data(), length < 0 ? 0 : static_cast<std::size_t>(length)}, entry);
}

void trace(const Entry& entry, std::string_view written) {
    static const int file = ::open(std::string(setting("ORDERSIM_FAULTS_TRACE")).c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    static const auto real = next<ssize_t (*)(int, const void*, std::size_t)>("write");
    std::string bytes(sizeof(Entry), '\0');
    std::memcpy(bytes.data(), &entry, sizeof(Entry));
    bytes.append(written);
    if (file >= 0 && real(file, bytes.data(), bytes.size()) < 0) {
        std::abort();  // a test without its trace would prove nothing
    }
}

bool fails(std::int64_t number, std::int64_t error, std::int64_t from, std::int64_t until) {
    const bool is_failing = error != 0 && number >= from && number < until;
    errno = is_failing ? static_cast<int>(error) : errno;
    return is_failing;
}

bool write_fails() {
    Control& all = *control();
    return fails(++all.writes, all.write_error, all.write_from, all.write_until);
}

int sync(int file, int (*real)(int)) {
    Entry entry{'s'};
    if (!is_ours(file, entry)) {
        return real(file);
    }
    Control& all = *control();
    if (fails(++all.syncs, all.sync_error, all.sync_from, all.sync_until)) {
        const int error = errno;
        entry.kind = 'f';
        trace(entry, {});
        errno = error;
        return -1;
    }
    if (all.is_lying == 0) {
        trace(entry, {});
    }
    return 0;  // what survives is decided by the trace, and the machine's own disk spared
}

}  // namespace

extern "C" {

ssize_t pwrite64(int file, const void* bytes, std::size_t count, off64_t offset) {
    static const auto real =
        next<ssize_t (*)(int, const void*, std::size_t, off64_t)>("pwrite64");
    Entry entry{'w'};
    if (!is_ours(file, entry)) {
        return real(file, bytes, count, offset);
    }
    if (write_fails()) {
        if (control()->is_short == 0 || count < 2) {
            return -1;
        }
        count /= 2;
    }
    const ssize_t written = real(file, bytes, count, offset);
    if (written > 0) {
        entry.offset = static_cast<std::uint64_t>(offset);
        entry.bytes = static_cast<std::uint64_t>(written);
        trace(entry, {static_cast<const char*>(bytes), entry.bytes});
    }
    return written;
}

ssize_t pwrite(int file, const void* bytes, std::size_t count, off_t offset) {
    return pwrite64(file, bytes, count, offset);
}

int ftruncate64(int file, off64_t size) {
    static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
    Entry entry{'t'};
    if (!is_ours(file, entry)) {
        return real(file, size);
    }
    if (write_fails()) {
        return -1;
    }
    entry.offset = static_cast<std::uint64_t>(size);
    const int result = real(file, size);
    if (result == 0) {
        trace(entry, {});
    }
    return result;
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int unlink(const char* path) {
    static const auto real = next<int (*)(const char*)>("unlink");
    const int result = real(path);
    if (Entry entry{'d'}; result == 0 && is_ours(path, entry)) {
        trace(entry, {});
    }
    return result;
}

int fsync(int file) { return sync(file, next<int (*)(int)>("fsync")); }
int fdatasync(int file) { return sync(file, next<int (*)(int)>("fdatasync")); }

int connect(int socket, const sockaddr* address, socklen_t size) {
    static const auto real = next<int (*)(int, const sockaddr*, socklen_t)>("connect");
    if (control() != nullptr && address->sa_family == AF_INET) {
        const std::int64_t number = ++control()->connects;
        if (control()->ports != 0 && number > control()->ports) {
            errno = EADDRNOTAVAIL;
            return -1;
        }
    }
    return real(socket, address, size);
}

int clock_gettime(clockid_t clock, timespec* time) {
    static const auto real = next<int (*)(clockid_t, timespec*)>("clock_gettime");
    const int result = real(clock, time);
    if (clock == CLOCK_REALTIME && result == 0 && control() != nullptr) {
        constexpr std::int64_t second_ns = 1'000'000'000;
        const std::int64_t stopped = control()->clock_stop_ns;
        const std::int64_t true_ns = time->tv_sec * second_ns + time->tv_nsec;
        const std::int64_t told_ns =
            (stopped != 0 ? stopped : true_ns) + control()->clock_jump_ns;
        time->tv_sec = told_ns / second_ns;
        time->tv_nsec = told_ns % second_ns;
    }
    return result;
}

}  // extern "C"
