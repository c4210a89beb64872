"""Answers a command's questions at a pseudo-terminal and says what it saw.

usage: ask.py ANSWER... -- COMMAND...   each answer is typed at the next question; in it \\n and \\x03 are
what they are in Python. Prints a line `silent` or `echo` for each question, then what the terminal showed
and, last, the exit code and whether the terminal shows what is typed again.
"""

import os
import pty
import sys
import termios


def shows_input(terminal):
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def main():
    split = sys.argv.index("--")
    answers = [a.encode().decode("unicode_escape").encode() for a in sys.argv[1:split]]
    command = sys.argv[split + 1:]
    ours, theirs = pty.openpty()
    child = os.fork()
    if child == 0:
        os.setsid()
        for number in range(3):
            os.dup2(theirs, number)
        os.execv(command[0], command)
    shown = b""
    for answer in answers:
        before = len(shown)
        while b": " not in shown[before:]:
            shown += os.read(ours, 1024)
        print("echo" if shows_input(ours) else "silent")
        os.write(ours, answer)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.set_blocking(ours, False)
    try:
        shown += os.read(ours, 65536)
    except BlockingIOError:
        pass
    print(shown.decode().replace("\r\n", "\n"))
    print(code, "echo" if shows_input(ours) else "silent")


main()
