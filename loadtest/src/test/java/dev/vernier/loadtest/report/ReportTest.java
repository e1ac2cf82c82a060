package dev.vernier.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void drawsEveryPlotOfTheDemo() throws Exception {
        Document page = parse(Report.html(List.of(demo())));

        assertThat(texts(page, "h3"))
                .contains(
                        "Offered load and answers in time",
                        "Latency against the SLO",
                        "Which variant answered, adaptive policy",
                        "Accuracy offered",
                        "Fidelity offered",
                        "What each variant carries, and how often it is right");
        assertThat(page.getElementsByTagName("figure").getLength())
                .isEqualTo(texts(page, "h3").size());
    }

    @Test
    void saysInWordsWhatTheDemoShows() throws Exception {
        String text = parse(Report.html(List.of(demo()))).getDocumentElement().getTextContent();

        assertThat(text)
                .contains(
                        "At 3\u00d7 the load that full precision can carry, adaptive precision answers 94.4\u2009% in time")
                .contains("+24.10 pp")
                .contains("\u2717 fail")
                .contains("AMD EPYC <synthetic>")
                .contains("SLO 60\u2009ms")
                .contains("99.8\u2009% of 884");
    }

    @Test
    void isSelfContained() throws Exception {
        String html = Report.html(List.of(demo()));

        assertThat(html).doesNotContain("http:", "https:", "src=", "@import", "<script", "<link");
        assertThat(html).contains("prefers-color-scheme: dark");
    }

    @Test
    void tellsLinesAndLayersApartWithoutColour() throws Exception {
        Document page = parse(Report.html(List.of(demo())));

        assertThat(attributes(page, "path", "stroke-dasharray")).contains("none", "7 3", "2 3");
        assertThat(attributes(page, "path", "fill"))
                .contains("url(#texture-plain)", "url(#texture-rising)", "url(#texture-nothing)");
    }

    @Test
    void aDemoThatWasCutShortStillHasAPage() throws Exception {
        ObjectNode demo = demo();
        demo.put("complete", false).remove(List.of("steps", "ramp", "variants", "promises"));

        String text = parse(Report.html(List.of(demo))).getDocumentElement().getTextContent();
        assertThat(text).contains("The run was cut short", "The demo did not reach its ramp");
    }

    @Test
    void warnsOfANoisyMachineAndOfAQuickRun() throws Exception {
        ObjectNode demo = demo();
        demo.put("quick", true).withObject("/machine").put("other_cpu_cores", 0.4);

        assertThat(parse(Report.html(List.of(demo))).getDocumentElement().getTextContent())
                .contains("A quick run", "other processes used 0.40 cores");
    }

    @Test
    void drawsOtherKindsOfResultsOnOnePage() throws Exception {
        String html = Report.html(List.of(json("""
                    {"vernier": "0.1.0", "command": "loadtest --rate 5", "target": "127.0.0.1:1", "sent": 5, "in_time": 5,
                     "late": 0, "shed": 0, "failed": 0, "lost": 0, "offered_rps": 5, "slo_attainment": 1, "slo_ms": 50,
                     "series": [{"offered_rps": 5, "goodput_rps": 5, "p50_ms": 1, "p99_ms": 2, "mix": {"fp32": 1}},
                                {"offered_rps": 6, "goodput_rps": 6, "p50_ms": 0, "p99_ms": 0, "mix": {}}]}
                    """), json("""
                    {"vernier": "0.1.0", "command": "compress minilm", "model": "minilm", "variants": [
                      {"name": "fp32", "accepted": true, "speedup": {"value": 1, "ci_low": 1, "ci_high": 1, "n": 9,
                       "ci": "interleaved-median"}, "cosine_mean": {"value": 1, "ci_low": 1, "ci_high": 1, "n": 9,
                       "ci": "paired-bootstrap"}},
                      {"name": "int8", "accepted": false, "gate": "0.91 is below 0.95", "speedup": 2.5, "cosine_mean": 0.91,
                       "size_ratio": 4, "speedup_by_length": {"16": 2.25}, "pass_seconds": {"int8-dynamic": 1.234},
                       "family": "quantisation", "best_of_family": true, "on_hull": false, "fidelity": 0.9},
                      {"name": "mixed", "accepted": true, "speedup": 1.8, "cosine_mean": 0.99}]}
                    """), json("""
                    {"vernier": "0.1.0", "command": "simulate", "events_per_s": 1000000, "rows": [
                      {"trace": "crowd", "policy": "adaptive", "effective_accuracy": 0.9},
                      {"trace": "ramp", "policy": "adaptive", "effective_accuracy": 0.8}]}
                    """), json("""
                    {"vernier": "0.1.0", "command": "bench overhead", "rows": [{"echo_rps": 10, "verdict": "pass"}]}
                    """)));

        Document page = parse(html);
        assertThat(page.getElementsByTagName("main").getLength()).isEqualTo(4);
        assertThat(page.getDocumentElement().getTextContent())
                .contains("100.0\u2009% of 5 requests per second answered in time")
                .contains("minilm: 2 of 3 variants may be served", "int8 was not accepted: 0.91 is below 0.95")
                .contains("Size against what is left of the answers", "int8-dynamic1.2")
                .contains("What each family reaches", "quantisationint82.500.9000no")
                .contains("Effective accuracy by trace")
                .contains("echo_rps");
    }

    @Test
    void tellsWhatPassesChoseAndLeft() throws Exception {
        Document page = parse(Report.html(List.of(json("""
                    {"vernier": "0.1.0", "command": "compress minilm", "model": "minilm", "variants": [
                      {"name": "fp32", "accepted": true, "recipe": []},
                      {"name": "static", "accepted": true, "recipe": [
                        {"pass": "channel-scaling", "activations": [{"tensor": "x", "error_after": 0.25}]},
                        {"pass": "int8-static", "won": {"min-max": 0, "percentile": 2}, "activation_ranges": [
                          {"tensor": "x", "min-max": 0.000012, "percentile": 0.000011, "chosen": "percentile"}]}],
                       "left_in_fp32": [
                        {"weight": "words", "bytes": 1048576, "node": "Gather words", "reason": "a table"},
                        {"weight": "places", "bytes": 1048576, "node": "Gather places", "reason": "a table"}]},
                      {"name": "mixed", "accepted": true, "recipe": [
                        {"pass": "channel-scaling", "activations": [{"tensor": "x", "error_after": 0.25}]},
                        {"pass": "mixed", "loss_share": 0.5, "divergence_all_int8": 0.002, "searches": [
                          {"search": "greedy", "fp32_multiplications": 1769472, "divergence": 0.00077, "measurements": 41},
                          {"search": "knapsack", "fp32_multiplications": 1474560, "divergence": 0.00089, "measurements": 39}]}]},
                      {"name": "structured", "accepted": true, "recipe": [
                        {"pass": "structured-pruning", "multiplications_before": 3000, "multiplications": 2000, "searches": [
                          {"search": "knapsack", "multiplications": 2000, "divergence": 0.047, "measurements": 90}]}]}]}
                    """))));

        assertThat(page.getDocumentElement().getTextContent())
                .contains("static2percentile 2min-max")
                .contains("x0.0000120.000011percentile")
                .contains("greedy1\u2009769\u20094720.000770.001041", "knapsack1\u2009474\u20095600.000890.001039")
                .contains("structuredknapsack3\u20090002\u20090000.04790")
                .contains("statica table22.0\u2009MiBGather words")
                .contains("static: channel-scaling, int8-static", "The same as for static.");
        assertThat(texts(page, "h2"))
                .contains(
                        "Ranges of activations",
                        "Searches for mixed precision",
                        "Searches for what to remove",
                        "What is left in fp32",
                        "What the passes chose");
        assertThat(texts(page, "th")).doesNotContain("recipe", "left_in_fp32");
    }

    @Test
    void drawsRanksAndSparseKernels() throws Exception {
        Document page = parse(Report.html(List.of(json("""
                    {"vernier": "0.1.0", "command": "inspect minilm --spectrum", "model": "minilm", "spectra": [
                      {"role": "embedding", "block": -1, "in": 9, "out": 4, "largest_saving_rank": 2,
                       "energy_by_rank_share": [0, 0.4, 0.8, 0.9, 1]},
                      {"role": "query", "block": 0, "in": 4, "out": 4, "largest_saving_rank": 1, "saving_rank_energy": 0.5,
                       "energy_by_rank_share": [0, 0.5, 0.75, 0.875, 1]}]}
                    """), json("""
                    {"vernier": "0.1.0", "command": "evaluate minilm --sparse-kernels", "sparse_kernels": [
                      {"matrix": "4x4", "tokens": 16, "sparsity": 0.5, "kernel": "csr", "speedup": {"value": 0.1, "ci_low": 0.1}},
                      {"matrix": "4x4", "tokens": 16, "sparsity": 0.99, "kernel": "csr", "speedup": {"value": 2, "ci_low": 1.5}},
                      {"matrix": "8x4", "tokens": 16, "sparsity": 0.99, "kernel": "csr", "speedup": {"value": 3, "ci_low": 2}}]}
                    """))));

        assertThat(texts(page, "h3"))
                .containsExactly("Energy by rank", "What a smaller form keeps", "4x4, 16 tokens", "8x4, 16 tokens");
        assertThat(page.getDocumentElement().getTextContent())
                .contains("The ranks of minilm", "query04 x 450.0\u2009%75.0\u2009%87.5\u2009%2")
                .contains("A sparse product is faster on every matrix from 99\u2009% zeros on");
    }

    @Test
    void drawsEachPolicyThroughEachTrace() throws Exception {
        Document page = parse(Report.html(List.of(json("""
                    {"vernier": "0.1.0", "command": "bench adaptive --quick", "finding": "Through the crowd 99.50 % are in time",
                     "replay": {"slo_attainment_delta": -0.004, "effective_accuracy_delta": 0.001, "mix_delta_max": 0.03,
                                "p99_ratio": 1.1, "p99_delta_ms": 2, "runs": [{}, {}, {}]},
                     "rows": [
                      {"trace": "crowd", "policy": "adaptive", "slo_attainment": 0.995, "fidelity_offered": 0.99,
                       "return_to_reference_ms": 120, "verdict": "pass", "series": [
                        {"offered_rps": 5, "goodput_rps": 5, "mix": {"fp32": 1}},
                        {"offered_rps": 9, "goodput_rps": 8, "mix": {"fp32": 0.25, "int8": 0.75}}]},
                      {"trace": "crowd", "policy": "static-fp32", "slo_attainment": 0.7, "fidelity_offered": 0.7,
                       "return_to_reference_ms": null, "verdict": "pass",
                       "fidelity_gain": {"value": 0.29, "ci_low": 0.28, "ci_high": 0.3}, "series": [
                        {"offered_rps": 5, "goodput_rps": 5, "mix": {"fp32": 1}},
                        {"offered_rps": 9, "goodput_rps": 4, "mix": {"fp32": 1}}]},
                      {"trace": "ramp", "policy": "adaptive", "slo_attainment": 1, "fidelity_offered": 1, "series": [
                        {"offered_rps": 5, "goodput_rps": 5, "mix": {"fp32": 1}}]}]}
                    """))));

        assertThat(texts(page, "h1")).containsExactly("Through the crowd 99.50 % are in time");
        assertThat(texts(page, "h2"))
                .containsExactly(
                        "The crowd", "The ramp", "The server against the simulator", "All other figures", "The run");
        assertThat(texts(page, "h3"))
                .containsExactly(
                        "Answers in time",
                        "What each policy gets",
                        "Which variant answered, adaptive",
                        "Answers in time",
                        "What each policy gets",
                        "Which variant answered, adaptive");
        assertThat(page.getDocumentElement().getTextContent())
                .contains("+29.00 [+28.00, +30.00]", "2\u2009ms, 1.10\u00d7", "\u22120.40");
    }

    @Test
    void escapesWhatTheFileSays() throws Exception {
        String html = Report.html(List.of(json("""
                {"vernier": "0.1.0", "command": "bench <b>\\"x\\" & y</b>\\u0001", "rows": [{"name": "<script>"}]}
                """)));

        assertThat(html).doesNotContain("<script", "<b>");
        assertThat(parse(html).getDocumentElement().getTextContent()).contains("<b>\"x\" & y</b>", "<script>");
    }

    @Test
    void refusesAFileThatIsNoResult() throws Exception {
        Path notJson = Files.writeString(directory.resolve("a.json"), "{\"vernier\": ");
        Path other = Files.writeString(directory.resolve("b.json"), "{\"name\": \"package\"}");

        assertThatThrownBy(() -> Report.write(List.of(notJson), directory.resolve("out.html")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.json is not JSON");
        assertThatThrownBy(() -> Report.write(List.of(other), directory.resolve("out.html")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("b.json is no result file");
    }

    private static ObjectNode demo() throws IOException {
        try (InputStream in = ReportTest.class.getResourceAsStream("demo.json")) {
            return (ObjectNode) JSON.readTree(in);
        }
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    /** The page is HTML that is also well-formed XML; what an entity or an open element would break, fails here. */
    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(html.replace("<!DOCTYPE html>", ""))));
    }

    private static List<String> texts(Document page, String element) {
        NodeList nodes = page.getElementsByTagName(element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static List<String> attributes(Document page, String element, String attribute) {
        NodeList nodes = page.getElementsByTagName(element);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            values.add(((org.w3c.dom.Element) nodes.item(i)).getAttribute(attribute));
        }
        return values;
    }

    /** Keeps the resource a JSON object with steps for each policy. */
    @Test
    void theExampleHasElevenPlacesAndThreePolicies() throws Exception {
        assertThat((ArrayNode) demo().path("steps")).hasSize(33);
        assertThat(new DemoRamp(demo()).places())
                .hasSize(11)
                .startsWith("0.3\u00d7 up")
                .endsWith("0.3\u00d7 down");
    }
}
