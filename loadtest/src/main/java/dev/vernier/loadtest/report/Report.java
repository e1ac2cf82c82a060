package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders result files as one HTML page that needs nothing else: style and drawings are inside, nothing is fetched and no
 * script runs. The page follows the reader's preference for light or dark.
 */
public final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Report() {}

    /**
     * Reads result files and writes the page.
     *
     * @throws IOException when a file cannot be read or is no result of ours
     */
    public static void write(List<Path> resultFiles, Path page) throws IOException {
        List<JsonNode> results = new ArrayList<>();
        for (Path file : resultFiles) {
            results.add(read(file));
        }
        Path directory = page.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(page, html(results));
    }

    private static JsonNode read(Path file) throws IOException {
        JsonNode result;
        try (InputStream in = Files.newInputStream(file)) {
            result = JSON.readTree(in);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!result.path("vernier").isTextual() || !result.path("command").isTextual()) {
            throw new IOException(file + " is no result file of Vernier: it has no \"vernier\" and \"command\"");
        }
        return result;
    }

    /** The page for results in the order given. */
    static String html(List<JsonNode> results) {
        List<Section> sections = results.stream().map(Report::section).toList();
        Markup page = new Markup();
        page.open("html", "lang", "en").open("head");
        page.empty("meta", "charset", "utf-8")
                .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .empty("meta", "name", "color-scheme", "content", "light dark")
                .leaf(
                        "title",
                        sections.isEmpty()
                                ? "Vernier"
                                : "Vernier: " + sections.get(0).headline())
                .style(styleSheet());
        page.close().newline().open("body");
        Pattern.define(page);
        for (int i = 0; i < sections.size(); i++) {
            drawSection(page, sections.get(i), results.get(i));
        }
        page.close().close();
        return "<!DOCTYPE html>\n" + page.finish() + "\n";
    }

    private static Section section(JsonNode result) {
        return switch (verb(result)) {
            case "demo" -> new DemoSection(result);
            case "loadtest" -> new LoadtestSection(result);
            case "compress", "evaluate" ->
                result.has("sparse_kernels") ? new SparseKernelsSection(result) : new LadderSection(result);
            case "inspect" -> new SpectrumSection(result);
            case "bench" -> isAdaptive(result) ? new AdaptiveSection(result) : new BenchSection(result);
            case "simulate" -> new SimulationSection(result);
            default -> new FieldsSection(result);
        };
    }

    private static boolean isAdaptive(JsonNode result) {
        return result.path("command").asText().strip().matches("bench\\s+adaptive\\b.*");
    }

    private static String verb(JsonNode result) {
        return result.path("command").asText().strip().split("\\s+", 2)[0];
    }

    private static void drawSection(Markup page, Section section, JsonNode result) {
        page.open("main").open("header");
        page.leaf("p", "Vernier " + verb(result), "class", "kicker").leaf("h1", section.headline());
        page.close().newline();
        Notices.draw(page, result);
        section.draw(page);
        RunFacts.draw(page, result);
        page.close().newline();
    }

    private static String styleSheet() {
        try (InputStream in = Report.class.getResourceAsStream("report.css")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
