package dev.mailwarden.scan.text;

import java.util.List;
import java.util.Set;

/**
 * A page taken apart.
 *
 * @param visible what a reader sees, in lines; invisible characters are left out
 * @param hidden text that the page has and a reader does not see
 * @param comments text of comments, and of what only some programs show
 * @param links everything the page points to, in its order
 * @param embedded objects that stand in the page itself
 * @param findings what is worth telling of how the page is made
 */
public record HtmlText(
        String visible,
        String hidden,
        String comments,
        List<HtmlLink> links,
        List<EmbeddedObject> embedded,
        Set<HtmlFinding> findings) {

    public HtmlText {
        links = List.copyOf(links);
        embedded = List.copyOf(embedded);
        findings = Set.copyOf(findings);
    }
}
