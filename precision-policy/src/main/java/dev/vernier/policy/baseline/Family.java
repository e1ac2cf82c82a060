package dev.vernier.policy.baseline;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The published ideas that have parameters. */
enum Family {
    MODEL_SWITCHING("model-switching", "period=1,load=0.8") {
        @Override
        Choice choice(Parameters values) {
            return new ModelSwitching(values.nanos("period"), values.number("load"));
        }
    },
    PROTEUS("proteus", "period=1,head-room=1.2,batch=1024,mates=0.9") {
        @Override
        Choice choice(Parameters values) {
            return new Split(
                    values.nanos("period"),
                    values.number("head-room"),
                    (int) values.number("batch"),
                    values.number("mates"));
        }
    },
    INFAAS("infaas", "accuracy=0,load=0.7") {
        @Override
        Choice choice(Parameters values) {
            return new Infaas(values.number("accuracy"), values.number("load"));
        }
    },
    SLACKFIT("slackfit", "share=0.5,batch=8") {
        @Override
        Choice choice(Parameters values) {
            return new SlackFit(values.number("share"), (int) values.number("batch"));
        }
    },
    GREEDY("greedy", "guard=1.1") {
        @Override
        Choice choice(Parameters values) {
            return new Greedy(values.number("guard"), false);
        }
    },
    GREEDY_LOOK_AHEAD("greedy-look-ahead", "guard=1.1") {
        @Override
        Choice choice(Parameters values) {
            return new Greedy(values.number("guard"), true);
        }
    },
    CLIPPER_AIMD("clipper-aimd", "variant=,back-off=0.9") {
        @Override
        Choice choice(Parameters values) {
            return new Aimd(values.text("variant"), values.number("back-off"));
        }
    };

    private final String key;
    private final String defaults;

    Family(String key, String defaults) {
        this.key = key;
        this.defaults = defaults;
    }

    /** A fresh one: choices have a memory. */
    abstract Choice choice(Parameters values);

    /** Its name in a result. */
    String key() {
        return key;
    }

    /** All its parameters, {@code key=value,key=value}. */
    String defaults() {
        return defaults;
    }

    static Family named(String key) {
        return Arrays.stream(values())
                .filter(family -> family.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("`" + key + "` is no policy; there are adaptive, "
                        + Baseline.names().stream().collect(Collectors.joining(", "))));
    }
}
