// Text as somebody would write it who wants a terminal, a log, a page or a person to take it for something else; and what must not come of it.

/** What a line of a Dockerfile may hold. */
export const hostile =
  'a ```` fence <b>&amp;</b> <!-- [link](http://x) ![image](http://x) @someone #1 ::set-output name=a::b ##[error]c ##vso[task.setvariable variable=d]e \u001b]0;title\u0007 \u009b31m \u202eabc\u2066 \u200b| bar\u2028 \ufeff*/';

export const hostilePath = '::error::odd `name`\n::warning::<i>@someone|[x](y)\u001b[1m.Dockerfile';

/** A program that is converted, with lines that are nothing but commands to the log of a pipeline. */
export const hostileDockerfile = `# syntax=docker/dockerfile:1
# ${hostile.replace('\ufeff', '')}
##[add-mask]d
FROM golang:1.25
COPY <<EOF /src/main.go
/*
  ::set-output name=a::b
::error file=x,line=1::c
\`\`\`
</details></pre><script>
@someone
> - # 1. | x | <!--
*/
package main
func main() {}
EOF
RUN go build -o /bin/app /src/main.go
LABEL "::error::x"="${hostile.replaceAll('"', '')}"
CMD ["/bin/app"]
`;

const registered =
  /^(?:add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|notice|remove-matcher|save-state|set-env|set-output|stop-commands|warning)$/;

/**
 * Lines that the log of a pipeline would take for commands, by the rules of GitHub's runner and Azure's agent: `::name …::` after blanks,
 * `##[` and `##vso[` anywhere.
 */
export function commandsIn(text: string): readonly string[] {
  return text.split(/\r?\n|\r/).filter((line) => {
    const [, name = ''] = /^\s*::([^\s:]*)(?:\s[^\n]*?)?::/.exec(line) ?? [];
    return registered.test(name) || /##(?:\w*)\[/.test(line);
  });
}

/** Characters that a terminal acts on or that nobody sees, line ends and tabs aside. */
export function dangerousIn(text: string): readonly string[] {
  return text.match(/[^\P{Cc}\n\t]|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu) ?? [];
}

/** Markdown without what stands in fences and code spans, where nothing but their end means anything. */
export function outsideOfCode(page: string): string {
  return page.replace(/^(`{3,})\w*\n[\s\S]*?^\1$/gm, '').replace(/(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
}
