# Writes COMMIT, of the sources that are built, into the file OUT, which changes only with it.
# usage: cmake -D SOURCE=<folder> -D OUT=<file> -P commit.cmake
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --exclude=*
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
  set(commit "unknown")
endif()
file(CONFIGURE OUTPUT ${OUT} CONTENT "namespace ordersim::cli {
extern const char* const kCommit;
const char* const kCommit = \"${commit}\";
}  // namespace ordersim::cli
")
