# SPDX-License-Identifier: Apache-2.0
# Language level, warnings, sanitizers and link-time choices for every target of the project.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

# No fused multiply-add: compensated sums must round exactly as written.
add_compile_options(-ffp-contract=off)
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positives of g++ 12 inside std::string and std::variant once it optimises.
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds
                      -Wno-stringop-overflow -Wno-missing-field-initializers)
else()
  add_compile_options(-Wno-missing-designated-field-initializers -Wno-missing-field-initializers)
endif()

# Sections that nothing refers to are dropped: a shorter file and a faster start.
add_compile_options(-ffunction-sections -fdata-sections)
add_link_options(-Wl,--gc-sections)

if(NSMON_SANITIZE)
  add_compile_options(-fsanitize=${NSMON_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${NSMON_SANITIZE})
else()
  # The C++ runtime inside the binary saves half a millisecond of dynamic linking.
  add_link_options(-static-libstdc++ -static-libgcc)
endif()
