FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY test/client/package.json test/client/
RUN npm ci
COPY build.ts ./
COPY src src
RUN npm run -s build

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY test/client/package.json test/client/
RUN npm ci --omit=dev --omit=optional

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATABASE_URL=file:/data/offprint.db
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE README.md ./
COPY bin bin
COPY migrations migrations
COPY openapi/openapi.json openapi/
COPY docs docs
COPY examples/articles examples/articles
COPY --from=build /app/dist dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/offprint.js"]
CMD ["serve"]
