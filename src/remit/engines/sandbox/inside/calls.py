"""System calls by name: their numbers on the machines we know, and who needs which."""

ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435

_X86 = """
read 0 write 1 open 2 close 3 stat 4 fstat 5 lstat 6 poll 7 lseek 8 mmap 9 mprotect 10 munmap 11 brk 12
rt_sigaction 13 rt_sigprocmask 14 rt_sigreturn 15 pread64 17 readv 19 writev 20 access 21 select 23 sched_yield 24
mremap 25 madvise 28 dup 32 nanosleep 35 getpid 39 sendto 44 recvfrom 45 sendmsg 46 recvmsg 47 socketpair 53 execve 59
exit 60 uname 63 fcntl 72 getcwd 79 gettimeofday 96 getrusage 98 sysinfo 99 times 100 getuid 102 getgid 104
geteuid 107 getegid 108 sigaltstack 131 arch_prctl 158 gettid 186 futex 202 sched_getaffinity 204 getdents64 217
set_tid_address 218 restart_syscall 219 clock_gettime 228 clock_getres 229 clock_nanosleep 230 exit_group 231
epoll_wait 232 epoll_ctl 233 openat 257 newfstatat 262 pselect6 270 ppoll 271 set_robust_list 273 epoll_pwait 281
eventfd2 290 epoll_create1 291 pipe2 293 prlimit64 302 getrandom 318 membarrier 324 statx 332 rseq 334
"""
_ARM = """
eventfd2 19 epoll_create1 20 epoll_ctl 21 epoll_pwait 22 getcwd 17 dup 23 fcntl 25 openat 56 close 57 pipe2 59
getdents64 61 lseek 62 read 63 write 64 readv 65 writev 66 pread64 67 pselect6 72 ppoll 73 newfstatat 79 fstat 80
exit 93 exit_group 94 set_tid_address 96 futex 98 set_robust_list 99 nanosleep 101 clock_gettime 113 clock_getres 114
clock_nanosleep 115 sched_getaffinity 123 sched_yield 124 restart_syscall 128 sigaltstack 132 rt_sigaction 134
rt_sigprocmask 135 rt_sigreturn 139 times 153 uname 160 getrusage 165 gettimeofday 169 getpid 172 getuid 174
geteuid 175 getgid 176 getegid 177 gettid 178 sysinfo 179 socketpair 199 sendto 206 recvfrom 207 sendmsg 211
recvmsg 212 brk 214 munmap 215 mremap 216 execve 221 mmap 222 mprotect 226 madvise 233 prlimit64 261 getrandom 278
membarrier 283 statx 291 rseq 293
"""


def _numbers(listed: str) -> dict[str, int]:
    words = listed.split()
    return {name: int(number) for name, number in zip(words[::2], words[1::2], strict=True)}


NUMBERS = {"x86_64": _numbers(_X86), "aarch64": _numbers(_ARM)}

# What a locked Python needs to compute, to import what it may read, and to talk over a socket that it has already.
PYTHON = frozenset(NUMBERS["x86_64"]) - {"execve", "socketpair", "pipe2", "arch_prctl", "set_tid_address"}
# What Monty's worker needs to load its libraries and start its threads.
WORKER = frozenset(NUMBERS["x86_64"]) - {"prlimit64"}
