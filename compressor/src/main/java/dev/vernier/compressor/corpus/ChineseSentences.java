package dev.vernier.compressor.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The Chinese sentences that LanguageTool's grammar rules bring as examples, some with the mistake that the rule is about:
 * 3,600 of everyday language, 20 characters each in the mean. Unlabelled.
 */
public final class ChineseSentences {
    private static final String EXAMPLE = "example";

    private ChineseSentences() {}

    /** Reads the sentences of a {@code grammar.xml}, each once, in the file's order. Does not close the stream. */
    public static List<LabelledText> read(InputStream grammar) throws IOException {
        Set<String> sentences = new LinkedHashSet<>();
        try {
            XMLStreamReader xml = factory().createXMLStreamReader(grammar);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals(EXAMPLE)) {
                    sentences.add(text(xml).strip());
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException("not the XML of grammar rules: " + e.getMessage(), e);
        }
        return sentences.stream()
                .filter(sentence -> !sentence.isEmpty())
                .map(sentence -> new LabelledText(sentence, null))
                .toList();
    }

    /** What an example says, its markers left out. */
    private static String text(XMLStreamReader xml) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        for (int event = xml.next(); !isEnd(xml, event); event = xml.next()) {
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(xml.getText());
            }
        }
        return text.toString();
    }

    private static boolean isEnd(XMLStreamReader xml, int event) {
        return event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals(EXAMPLE);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }
}
