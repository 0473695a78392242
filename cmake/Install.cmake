# SPDX-License-Identifier: Apache-2.0
# Where Debian expects a program, its manual and its completions.
include(GNUInstallDirs)
install(TARGETS nsmon RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(FILES docs/nsmon.1 DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES completions/nsmon.bash DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
        RENAME nsmon)
install(FILES completions/_nsmon DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
install(FILES completions/nsmon.fish
        DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
