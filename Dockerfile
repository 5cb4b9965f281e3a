# The command line in an image of its own: docker build -t multistage . && docker run --rm -v "$PWD:/work:ro" multistage
FROM node:24-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node build.js

FROM node:24-alpine
WORKDIR /opt/multistage
COPY --from=build /src/package.json ./
COPY --from=build /src/bin bin
COPY --from=build /src/dist dist
USER node
WORKDIR /work
ENTRYPOINT ["node", "/opt/multistage/bin/multistage.js"]
