package dev.vernier.loadtest.report;

/** What one result file looks like on the page. */
interface Section {
    /** The finding of the whole file, in a sentence. */
    String headline();

    /** Writes everything below the headline but the facts of the run. */
    void draw(Markup page);
}
