package dev.vernier.loadtest.stage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** What a server's meters said at one moment, in Prometheus' text form. Immutable. */
public final class ServerMeters {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<String> lines;

    ServerMeters(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    /** Reads the meters at {@code host:port}. */
    public static ServerMeters read(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/metrics"))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(address + "/metrics answers " + response.statusCode());
        }
        return new ServerMeters(response.body().lines().toList());
    }

    /** Sum over all series of a metric. */
    public double sum(String metric) {
        return lines.stream()
                .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
