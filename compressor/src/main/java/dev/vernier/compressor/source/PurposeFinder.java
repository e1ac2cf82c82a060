package dev.vernier.compressor.source;

import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.store.Task;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a model is for. A graph that was pooled here, or whose columns have no names, gives embeddings; when its texts
 * are labelled a head is trained over the labels. Columns have names where the settings say so, or where all labels are numbers
 * of columns.
 *
 * @param width columns of the graph's output, -1 where it does not say
 * @param isPooled whether the rows were made of token vectors, which a classifier's never are
 * @param names of the columns by the model's settings; none where they say nothing
 */
record PurposeFinder(List<LabelledText> texts, long width, boolean isPooled, List<String> names) {
    /** {@code task}: what the user wants; null where the texts shall decide. */
    Purpose find(@Nullable Task task) {
        boolean hasLabels = texts.stream().anyMatch(text -> text.label() != null);
        if (task == Task.EMBED || (task == null && !hasLabels && columns().isEmpty())) {
            return Purpose.EMBEDDING;
        }
        List<String> columns = columns();
        if (!columns.isEmpty()) {
            return new Purpose(Task.CLASSIFY, columns, false);
        }
        List<String> labels = labels();
        if (labels.size() < 2) {
            throw new SourceException("a classifier needs texts of at least two classes, the labels are " + labels
                    + "; --task embed takes the texts without their labels");
        }
        return new Purpose(Task.CLASSIFY, labels, true);
    }

    /** What the output's columns are called, if they are classes. */
    private List<String> columns() {
        if (isPooled || width < 2) {
            return List.of();
        }
        if (names.size() == width) {
            return names;
        }
        List<String> numbers =
                LongStream.range(0, width).mapToObj(Long::toString).toList();
        List<String> labels = labels();
        return !labels.isEmpty() && numbers.containsAll(labels) ? numbers : List.of();
    }

    private List<String> labels() {
        return texts.stream()
                .map(LabelledText::label)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Checks labels against the classes of a classifier.
     *
     * @throws SourceException names the first text whose label is none of them
     */
    static void requireFitting(List<LabelledText> texts, Purpose purpose) {
        if (purpose.task() != Task.CLASSIFY) {
            return;
        }
        for (LabelledText text : texts) {
            if (text.label() != null && !purpose.classes().contains(text.label())) {
                throw new SourceException("the label '" + text.label() + "' of the text \"" + text.text()
                        + "\" is none of the model's classes " + purpose.classes()
                        + "; --task embed takes the texts without their labels");
            }
        }
    }
}
