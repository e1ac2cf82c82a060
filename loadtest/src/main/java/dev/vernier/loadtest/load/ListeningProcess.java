package dev.vernier.loadtest.load;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Finds the process of this machine that listens on a port, to read what the server's side of a run cost. */
final class ListeningProcess {
    /** The state LISTEN in the kernel's tables. */
    private static final String LISTEN = "0A";

    private ListeningProcess() {}

    /** The process that listens on the port, if it is on this machine and may be looked at. */
    static Optional<ProcessHandle> on(int port) {
        try {
            Set<String> sockets = new HashSet<>();
            for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
                sockets.addAll(listeningSockets(Path.of(table), port));
            }
            return sockets.isEmpty() ? Optional.empty() : owner(sockets);
        } catch (IOException e) {
            // Not Linux: nobody can tell.
            return Optional.empty();
        }
    }

    private static Set<String> listeningSockets(Path table, int port) throws IOException {
        Set<String> sockets = new HashSet<>();
        if (Files.exists(table)) {
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[3].equals(LISTEN) && port(fields[1]) == port) {
                    sockets.add("socket:[" + fields[9] + "]");
                }
            }
        }
        return sockets;
    }

    /** The port of an address such as {@code 0100007F:1F41}. */
    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }

    private static Optional<ProcessHandle> owner(Set<String> sockets) {
        return ProcessHandle.allProcesses()
                .filter(process -> holdsOneOf(process, sockets))
                .findFirst();
    }

    private static boolean holdsOneOf(ProcessHandle process, Set<String> sockets) {
        Path descriptors = Path.of("/proc", Long.toString(process.pid()), "fd");
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (Files.isSymbolicLink(link)
                        && sockets.contains(Files.readSymbolicLink(link).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            // It ended, closed the file, or belongs to somebody else.
            return false;
        }
    }
}
