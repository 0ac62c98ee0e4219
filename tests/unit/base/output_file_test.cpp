#include "sim/base/output_file.hpp"

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace ordersim;
namespace fs = std::filesystem;

namespace {

/// A folder of one test, removed with it.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "output_file_test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }

    [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }
    [[nodiscard]] const fs::path& path() const { return path_; }
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(path_)) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }

private:
    fs::path path_;
};

/// While it lives, files of this process may not grow beyond `bytes`; the signal that comes with
/// the refusal is ignored.
class SizeLimit {
public:
    explicit SizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    SizeLimit(const SizeLimit&) = delete;
    SizeLimit& operator=(const SizeLimit&) = delete;
    ~SizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    void (*handler_)(int);
};

/// Permissions do not bind root: while it lives, a superuser acts as a user without rights.
class WithoutPrivileges {
public:
    WithoutPrivileges() : user_(::geteuid()) {
        if (user_ == 0) {
            constexpr uid_t nobody = 65534;
            REQUIRE(::seteuid(nobody) == 0);
        }
    }
    WithoutPrivileges(const WithoutPrivileges&) = delete;
    WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;
    ~WithoutPrivileges() { static_cast<void>(::seteuid(user_)); }

private:
    uid_t user_;
};

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_whole(const fs::path& path, std::string_view text) {
    auto file = OutputFile::create(path);
    REQUIRE(file.has_value());
    file->write(text);
    REQUIRE(file->commit().has_value());
}

}  // namespace

TEST_CASE("output file: committed bytes stand under the name and nothing beside it") {
    const Folder folder;
    std::string long_text;
    for (int i = 0; i < 200'000; ++i) {
        long_text += std::to_string(i);
    }
    auto file = OutputFile::create(folder / "result.json");
    REQUIRE(file.has_value());
    file->write("head ");
    file->write(long_text);
    file->write("");
    file->write(" tail");
    CHECK_FALSE(fs::exists(folder / "result.json"));
    REQUIRE(file->commit().has_value());
    CHECK(content_of(folder / "result.json") == "head " + long_text + " tail");
    CHECK(folder.names() == std::vector<std::string>{"result.json"});
}

TEST_CASE("output file: without a commit nothing is left and the old file stays") {
    const Folder folder;
    write_whole(folder / "result.json", "old");
    {
        auto file = OutputFile::create(folder / "result.json");
        REQUIRE(file.has_value());
        file->write(std::string(1'000'000, 'x'));
        OutputFile moved = *std::move(file);
        moved.write("more");
        CHECK(folder.names().size() == 2);
    }
    CHECK(content_of(folder / "result.json") == "old");
    CHECK(folder.names() == std::vector<std::string>{"result.json"});
}

TEST_CASE("output file: a commit replaces what stood there, behind a link too") {
    const Folder folder;
    write_whole(folder / "result.json", "old");
    fs::create_symlink("result.json", folder / "latest");
    write_whole(folder / "latest", "new");
    CHECK(fs::is_symlink(folder / "latest"));
    CHECK(content_of(folder / "result.json") == "new");
    CHECK(folder.names().size() == 2);
}

TEST_CASE("output file: an empty file is a file") {
    const Folder folder;
    write_whole(folder / "empty", "");
    CHECK(fs::file_size(folder / "empty") == 0);
}

TEST_CASE("output file: others may read it as the user's mask says") {
    const Folder folder;
    const mode_t before = ::umask(022);
    write_whole(folder / "result.json", "x");
    ::umask(before);
    struct stat found {};
    REQUIRE(::stat((folder / "result.json").c_str(), &found) == 0);
    CHECK((found.st_mode & 0777U) == 0644U);
}

TEST_CASE("output file: a folder in the way is named") {
    const Folder folder;
    const auto file = OutputFile::create(folder.path());
    REQUIRE_FALSE(file.has_value());
    CHECK(file.error().fault == OutputFault::is_a_folder);
    CHECK(file.error().message == "cannot write '" + folder.path().string() +
                                      "': opening it: Is a directory; name a file, not a folder");
    CHECK(OutputFile::create("").error().fault == OutputFault::is_a_folder);
    CHECK(OutputFile::create(folder / "new/").error().fault == OutputFault::is_a_folder);
}

TEST_CASE("output file: a folder that appears under the name keeps the file from it") {
    const Folder folder;
    auto file = OutputFile::create(folder / "result.json");
    REQUIRE(file.has_value());
    file->write("x");
    fs::create_directory(folder / "result.json");
    const auto committed = file->commit();
    REQUIRE_FALSE(committed.has_value());
    CHECK(committed.error().fault == OutputFault::is_a_folder);
    CHECK(committed.error().message.find("moving it to its name") != std::string::npos);
    CHECK(folder.names() == std::vector<std::string>{"result.json"});
}

TEST_CASE("output file: a folder that is missing, or a file, is named with a remedy") {
    const Folder folder;
    const auto missing = OutputFile::create(folder / "no/such/result.json");
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().fault == OutputFault::no_folder);
    CHECK(missing.error().message ==
          "cannot write '" + (folder / "no/such/result.json").string() +
              "': creating it in its folder: No such file or directory; create the folder first, "
              "or choose another path");
    write_whole(folder / "file", "x");
    CHECK(OutputFile::create(folder / "file/result.json").error().fault == OutputFault::no_folder);
}

TEST_CASE("output file: a folder without permission to write is named with a remedy") {
    const Folder folder;
    fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec |
                                       fs::perms::others_read | fs::perms::others_exec);
    {
        const WithoutPrivileges guard;
        const auto file = OutputFile::create(folder / "result.json");
        REQUIRE_FALSE(file.has_value());
        CHECK(file.error().fault == OutputFault::not_allowed);
        CHECK(file.error().message ==
              "cannot write '" + (folder / "result.json").string() +
                  "': creating it in its folder: Permission denied; choose a folder that you may "
                  "write to");
    }
    fs::permissions(folder.path(), fs::perms::owner_all);
    CHECK(folder.names().empty());
}

TEST_CASE("output file: a full disk is told at the commit and in between") {
    // The kernel's own full device: every write to it ends in ENOSPC. Without privileges, so that
    // no fault of the code under test can put a file in its place.
    const WithoutPrivileges guard;
    auto file = OutputFile::create("/dev/full");
    REQUIRE(file.has_value());
    file->write("x");
    CHECK_FALSE(file->error().has_value());
    const auto committed = file->commit();
    REQUIRE_FALSE(committed.has_value());
    CHECK(committed.error().fault == OutputFault::full);
    CHECK(committed.error().message ==
          "cannot write '/dev/full': writing to it: No space left on device; free some space, or "
          "choose another disk");
    CHECK(fs::is_character_file("/dev/full"));

    auto streaming = OutputFile::create("/dev/full");
    REQUIRE(streaming.has_value());
    streaming->write(std::string(1'000'000, 'x'));
    REQUIRE(streaming->error().has_value());
    CHECK(streaming->error()->fault == OutputFault::full);
}

TEST_CASE("output file: a file that cannot grow leaves no part of itself") {
    const Folder folder;
    write_whole(folder / "result.json", "old");
    {
        const SizeLimit limit(300'000);
        auto file = OutputFile::create(folder / "result.json");
        REQUIRE(file.has_value());
        file->write(std::string(1'000'000, 'x'));
        REQUIRE(file->error().has_value());
        file->write("more");
        const auto committed = file->commit();
        REQUIRE_FALSE(committed.has_value());
        CHECK(committed.error().fault == OutputFault::full);
        CHECK(committed.error().message.find("File too large") != std::string::npos);
    }
    CHECK(content_of(folder / "result.json") == "old");
    CHECK(folder.names() == std::vector<std::string>{"result.json"});
}

TEST_CASE("output file: a device is written to as it is") {
    const WithoutPrivileges guard;
    write_whole("/dev/null", "x");
    CHECK(fs::is_character_file("/dev/null"));
}
