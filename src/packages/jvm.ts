// What code for the Java virtual machine and its libraries need beyond a JRE, by what they are called. Facts only.
// Sources: the modules that a JRE leaves out (openjdk/jdk, make/conf/module-loader-map.conf), the libraries' documentation,
// the parts of jetty-runner, webapp-runner, Tomcat and WildFly (org.eclipse.jdt:ecj).

/** A program that only a development kit brings. */
export const jdkProgram = 'javac';

/** A program that comes with what finds fonts. */
export const fontProgram = 'fc-list';

/** Libraries that draw text, so that a font has to be found. */
export const drawingLibrary =
  /jasperreports|pdfbox|jfreechart|\bpoi\b|poi-ooxml|plantuml|openhtmltopdf|flying-saucer|xhtmlrenderer|batik|\bfop\b|docx4j|captcha|barcode4j|jxls|easyexcel|birt|itext|aspose|javafx|openpdf/i;
export const drawingCode = /\bjavax?\.(?:awt|swing|imageio)\b/;

/** What only a development kit has. */
export const compilerCode = /\bToolProvider\b|\bcom\.sun\.(?:tools|jdi|source)\b|\bjdk\.jshell\b/;

/** Libraries that call the compiler of the JDK when they run. Sources: their documentation (OpenHFT's Java-Runtime-Compiler, InMemoryJavaCompiler, jOOR, Janino's second compiler). */
export const compilerLibrary =
  /\bnet\.openhft(?![.\w])[\s\S]{1,60}?\bcompiler\b|\borg\.mdkt\.compiler\b|\bInMemoryJavaCompiler\b|\bjoor(?:-java-\d+)?\b|\bcommons-compiler-jdk\b/;

/** The library of the JDK itself, which sources use: where they were not seen, they may. */
export const compilerItself = /\btools\.jar\b|\bcom\.sun(?![.\w])[\s\S]{1,60}?\b(?:tools|jdi)\b/;

/** Servlet containers that a build brings along, with the compiler of Eclipse for their pages: a JRE is enough. Those of GlassFish ask the JDK. */
export const pageCompiler =
  /\bjetty-runner\b|\bwebapp-runner\b|\btomcat-embed-jasper\b|\bapache-jsp\b|\bspring-boot-(?:maven|gradle)-plugin\b|org\.springframework\.boot|\bwildfly-(?:jar-)?maven-plugin\b/;

/** The program that starts the servlet container of an image, which has that compiler as well. */
export const servletContainer = 'catalina.sh';

/** Starts other programs. */
export const processCode = /\bProcessBuilder\b|\.exec\s*\(|\bDefaultExecutor\b|\.execute\s*\(\s*\)|\bsys\.process\b/;
