package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Machine, versions and command of a run, at the foot of its section. */
final class RunFacts {
    private RunFacts() {}

    static void draw(Markup page, JsonNode result) {
        page.open("footer").leaf("h2", "The run").open("dl");
        JsonNode machine = result.path("machine");
        fact(page, "command", result.path("command").asText());
        fact(page, "started", result.path("started").asText());
        fact(page, "took", Numerals.plain(result.path("seconds").asDouble()) + " s");
        fact(page, "seed", result.path("seed").asText());
        fact(page, "commit", result.path("commit").asText());
        fact(page, "processor", machine.path("cpu").asText());
        fact(page, "cores", machine.path("cores").asText());
        fact(page, "instruction sets", names(machine.path("isa")));
        fact(page, "memory", Numerals.plain(machine.path("memory_mib").asDouble() / 1024) + " GiB");
        fact(page, "JDK", machine.path("jdk").asText());
        fact(page, "ONNX Runtime", machine.path("onnxruntime").asText());
        fact(page, "load average", Numerals.plain(machine.path("load_average").asDouble(Double.NaN)));
        fact(
                page,
                "cores used by others",
                Numerals.plain(machine.path("other_cpu_cores").asDouble(Double.NaN)));
        page.close().close().newline();
    }

    private static void fact(Markup page, String name, String value) {
        if (!value.isBlank()) {
            page.open("div").leaf("dt", name).leaf("dd", value).close();
        }
    }

    private static String names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(name -> names.add(name.asText()));
        return String.join(", ", names);
    }
}
