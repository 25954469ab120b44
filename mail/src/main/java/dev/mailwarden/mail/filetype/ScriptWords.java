package dev.mailwarden.mail.filetype;

import java.util.List;
import java.util.Optional;

/**
 * Guesses the language of a program from words in its first octets. Each word has a weight; the
 * language with most wins if it has enough. Text that talks about programs can have enough too, and
 * a program that hides can have less.
 */
final class ScriptWords {

    private static final int ENOUGH = 4;

    /** Words of one language, in lower case; those of the second list are worth four. */
    private record Language(FileType type, List<String> usual, List<String> telling) {

        int weight(String lower) {
            int weight = 0;
            for (String word : telling) {
                weight += lower.contains(word) ? ENOUGH : 0;
            }
            for (String word : usual) {
                weight += lower.contains(word) ? 1 : 0;
            }
            return weight;
        }
    }

    private static final List<Language> LANGUAGES =
            List.of(
                    new Language(
                            FileType.VBSCRIPT,
                            List.of("\ndim ", "end sub", "end if", "\nset ", "chr(", "msgbox "),
                            List.of(
                                    "on error resume next",
                                    " = createobject(",
                                    "=createobject(",
                                    "attribute vb_name",
                                    "wscript.createobject")),
                    new Language(
                            FileType.POWERSHELL,
                            List.of("param(", "$_.", "foreach(", "-eq ", "$null", "| %{"),
                            List.of(
                                    "invoke-expression",
                                    "new-object ",
                                    "write-host ",
                                    "$env:",
                                    ".downloadstring(",
                                    "set-executionpolicy",
                                    "[system.convert]::",
                                    "get-childitem")),
                    new Language(
                            FileType.JAVASCRIPT,
                            List.of(
                                    "function ",
                                    "function(",
                                    "var ",
                                    "=> {",
                                    "eval(",
                                    "return ",
                                    "const ",
                                    "let ",
                                    "unescape(",
                                    ");\n",
                                    "});"),
                            List.of(
                                    "new activexobject(",
                                    "string.fromcharcode(",
                                    "document.getelementbyid(",
                                    "document.write(",
                                    "'use strict'",
                                    "\"use strict\"")),
                    new Language(
                            FileType.BATCH,
                            List.of("\ngoto ", "\nset ", "\nrem ", "if exist ", "\necho ", " nul"),
                            List.of(
                                    "@echo off",
                                    "%~dp0",
                                    "%comspec%",
                                    "cmd /c ",
                                    "\nsetlocal enable")),
                    new Language(
                            FileType.PYTHON,
                            List.of("\nimport ", "\ndef ", "print(", "    return ", "self."),
                            List.of("if __name__ ==", "# -*- coding:")),
                    new Language(
                            FileType.PERL,
                            List.of("my $", "my @", "\nsub ", "print \"", "=~ "),
                            List.of("\nuse strict;", "\nuse warnings;")),
                    new Language(
                            FileType.SOURCE,
                            List.of("\nstruct ", "int main(", "\nstatic ", "\npublic ", "void "),
                            List.of(
                                    "\n#include <",
                                    "\n#include \"",
                                    "\nimport java.",
                                    "\npackage main",
                                    "public class ",
                                    "public static void main")));

    private ScriptWords() {}

    static Optional<FileType> type(String lower) {
        String text = '\n' + lower;
        Optional<FileType> best = Optional.empty();
        int most = ENOUGH - 1;
        for (Language language : LANGUAGES) {
            int weight = language.weight(text);
            if (weight > most) {
                most = weight;
                best = Optional.of(language.type());
            }
        }
        return best;
    }
}
